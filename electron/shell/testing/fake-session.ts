import type { CallbackResponse, OnBeforeRequestListenerDetails, Session, WebContents, WebRequest } from "electron";

type PermissionRequest = Parameters<NonNullable<Parameters<Session["setPermissionRequestHandler"]>[0]>>;
type PermissionCheck = NonNullable<Parameters<Session["setPermissionCheckHandler"]>[0]>;
type BeforeRequest = (details: OnBeforeRequestListenerDetails, callback: (response: CallbackResponse) => void) => void;

/** Answers as Chromium would after the handlers that were set: without one, everything is granted. */
export class FakeSession
  implements
    Pick<
      Session,
      "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler" | "setDisplayMediaRequestHandler"
    >
{
  #request: Parameters<Session["setPermissionRequestHandler"]>[0] = null;
  #check: Parameters<Session["setPermissionCheckHandler"]>[0] = null;
  #device: Parameters<Session["setDevicePermissionHandler"]>[0] = null;
  #display: Parameters<Session["setDisplayMediaRequestHandler"]>[0] = null;
  #before: BeforeRequest | null = null;

  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.#before = listener;
    },
  } satisfies Pick<WebRequest, never> & Record<"onBeforeRequest", unknown>;

  setPermissionRequestHandler(handler: Parameters<Session["setPermissionRequestHandler"]>[0]): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: Parameters<Session["setPermissionCheckHandler"]>[0]): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: Parameters<Session["setDevicePermissionHandler"]>[0]): void {
    this.#device = handler;
  }

  setDisplayMediaRequestHandler(handler: Parameters<Session["setDisplayMediaRequestHandler"]>[0]): void {
    this.#display = handler;
  }

  /** What Electron would decide; without a handler it grants. */
  asks(permission: PermissionRequest[1], requestingUrl: string): boolean {
    let granted = true;
    this.#request?.({} as WebContents, permission, (answer) => (granted = answer), { requestingUrl, isMainFrame: true });
    return granted;
  }

  checks(permission: Parameters<PermissionCheck>[1], origin: string): boolean {
    return this.#check?.(null, permission, origin, { isMainFrame: true }) ?? true;
  }

  allowsDevice(): boolean {
    return this.#device?.({ deviceType: "usb", origin: "app://millrace" } as never) ?? true;
  }

  sharesScreen(): unknown {
    let streams: unknown = "the default";
    this.#display?.({} as never, (answer) => (streams = answer));
    return streams;
  }

  loads(url: string): boolean {
    let isCanceled = false;
    this.#before?.({ url } as never, (answer) => {
      isCanceled = answer.cancel === true;
    });
    return !isCanceled;
  }
}

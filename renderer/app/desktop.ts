import type { HostMessage } from "../../shared/contract/host.ts";
import { actionOf } from "../actions/all-actions.ts";
import { openOrTell } from "../actions/project-actions.ts";
import { onHostMessage } from "../link/host.ts";
import { connectionStore, setEngineFailure } from "../state/connection.ts";
import { showTarget } from "../state/desktop-notices.ts";

/** Does what the desktop around the page asks for: its menu, its command line, folders dropped on its icon. */
export function followDesktop(page: Pick<Window, "addEventListener">): void {
  onHostMessage(page, (message) => {
    if (message.type === "millrace:open") whenConnected(() => void openOrTell(message.path));
    else if (message.type === "millrace:command") perform(message.command);
    else if (message.type === "millrace:show") showTarget(message.target);
    else if (message.type === "millrace:failed") setEngineFailure({ code: message.code, message: message.message, hint: message.hint });
  });
}

function perform(command: Extract<HostMessage, { type: "millrace:command" }>["command"]): void {
  const action = actionOf(command);
  if (action.isEnabled()) action.perform();
}

/** A folder may be asked for before there is an engine to open it. */
function whenConnected(then: () => void): void {
  if (connectionStore.getState().state === "connected") {
    then();
    return;
  }
  const stop = connectionStore.subscribe(({ state }) => {
    if (state !== "connected") return;
    stop();
    then();
  });
}

import { afterEach, expect, test } from "vitest";
import type { Service, ServiceState } from "../../shared/contract/services.ts";
import { projectId, serviceId } from "../../shared/ids.ts";
import { setClient } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { overlayStore } from "../state/overlay.ts";
import { servicesStore } from "../state/services.ts";
import { toastsStore } from "../state/toasts.ts";
import { commandServices, namesToStop, serviceActions } from "./service-actions.ts";

function service(name: string, needs: string[] = [], state: ServiceState = "ready"): Service {
  return { id: serviceId(1), projectId: projectId(1), name, needs, state } as Service;
}

const shop = [
  service("db"),
  service("cache"),
  service("web", ["db", "cache"]),
  service("tunnel", ["web"]),
  service("docs", ["db"], "stopped"),
];

afterEach(() => {
  setClient(null);
  toastsStore.setState({ toasts: [] });
  overlayStore.setState({ overlay: { kind: "none" } });
});

function serve(answer: () => Promise<unknown>): string[] {
  const asked: string[] = [];
  const verb =
    (name: string) =>
    async ({ names }: { names: string[] }) => {
      asked.push(`${name} ${names.join(",")}`);
      return answer();
    };
  const services = { start: verb("start"), stop: verb("stop"), restart: verb("restart"), list: async () => ({ services: shop }) };
  setClient({ services } as unknown as Client);
  return asked;
}

test("a stop ends what needs it, too, as far as it runs", () => {
  expect(namesToStop(shop, ["db"])).toEqual(["db", "web", "tunnel"]);
  expect(namesToStop(shop, ["tunnel"])).toEqual(["tunnel"]);
  expect(namesToStop(shop, [])).toEqual(["db", "cache", "web", "tunnel"]);
});

test("a stop is told with all that it ends, and can be taken back", async () => {
  const asked = serve(async () => undefined);
  servicesStore.setState({ projectId: projectId(1), services: shop });
  await commandServices("stop", projectId(1), ["cache"]);
  const [toast] = toastsStore.getState().toasts;
  expect(toast?.message).toBe("cache, web and tunnel are being stopped.");
  toast?.action?.perform();
  await Promise.resolve();
  expect(asked).toEqual(["stop cache", "start cache,web,tunnel"]);
});

test("the palette offers what a service can do now", () => {
  const offered = (state: ServiceState) =>
    serviceActions(service("web", [], state))
      .filter((action) => action.isEnabled())
      .map(({ label }) => label);
  expect(offered("ready")).toEqual(["Restart web", "Stop web", "Show the service web"]);
  expect(offered("given-up")).toEqual(["Start web", "Show the service web"]);
});

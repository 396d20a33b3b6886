import { afterEach, expect, test, vi } from "vitest";
import type { Service } from "../../shared/contract/services.ts";
import { incidentId, projectId, serviceId } from "../../shared/ids.ts";
import { setClient } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { incidentsStore, showIncidentsOf } from "./incidents.ts";
import { serviceSparksStore, wantSpark } from "./service-sparks.ts";
import { followService, servicesStore, showServicesOf } from "./services.ts";
import { createInbox } from "./watch.ts";

const web = { id: serviceId(1), name: "web" } as Service;

afterEach(() => {
  setClient(null);
  showServicesOf(null);
  showIncidentsOf(null);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("however many notices come, the services are read once, with the one whose page is shown", async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  const services = {
    list: async () => {
      asked.push("list");
      return { services: [web], source: "Procfile", problem: null };
    },
    get: async () => {
      asked.push("get");
      return { service: web, starts: [], logs: [] };
    },
  };
  setClient({ services } as unknown as Client);
  showServicesOf(projectId(1));
  await vi.runAllTimersAsync();
  const stop = followService(web.id);
  await vi.runAllTimersAsync();
  asked.length = 0;
  const inbox = createInbox();
  for (let row = 1; row <= 50; row += 1) inbox.take({ type: "service.changed", projectId: projectId(1), serviceId: serviceId(row) });
  inbox.take({ type: "service.changed", projectId: projectId(2), serviceId: web.id });
  await vi.runAllTimersAsync();
  expect(asked.toSorted()).toEqual(["get", "list"]);
  expect(servicesStore.getState()).toMatchObject({ services: [web], source: "Procfile", open: { detail: { service: web } } });
  stop();
  expect(servicesStore.getState().open).toBeNull();
});

test("the small charts of services in sight are asked for together, and forgotten when nobody draws them", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { hidden: false });
  const asked: number[] = [];
  const read = async ({ series }: { series: string[] }) => {
    asked.push(series.length);
    return { series: series.map((name) => ({ name, average: [1] })) };
  };
  setClient({ metrics: { read } } as unknown as Client);
  const stops = Array.from({ length: 30 }, (_, index) => wantSpark(projectId(1), serviceId(index + 1)));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([50, 10]);
  expect(serviceSparksStore.getState().sparks[serviceId(30)]).toEqual({ cpu: [1], memory: [1] });
  for (const stop of stops) stop();
  expect(serviceSparksStore.getState().sparks).toEqual({});
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(2);
});

test("incidents that nobody has taken on are counted among all, not among those that were read", async () => {
  vi.useFakeTimers();
  const incident = (row: number, state: string) => ({ id: incidentId(row), projectId: projectId(1), state });
  const list = async ({ state }: { state?: string }) =>
    state === "open"
      ? { incidents: [incident(1, "open"), incident(2, "open")], next: null }
      : { incidents: [incident(9, "resolved")], next: incidentId(9) };
  setClient({ incidents: { list } } as unknown as Client);
  showIncidentsOf(projectId(1));
  await vi.runAllTimersAsync();
  expect(incidentsStore.getState()).toMatchObject({ openCount: 2, next: incidentId(9), incidents: [{ id: incidentId(9) }] });
});

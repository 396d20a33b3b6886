import { expect, test } from "vitest";
import type { Service } from "../../../../shared/contract/services.ts";
import { type ServiceOrder, sortServices } from "./service-order.ts";

const service = (name: string, more: Partial<Service>) =>
  ({ name, state: "ready", cpuPercent: null, memoryBytes: null, restarts: 0, startedAt: null, ...more }) as Service;

test("services stand as one wants them, and those without a value last", () => {
  const services = [
    service("web-10", { cpuPercent: 0, startedAt: 5 }),
    service("web-9", { state: "given-up", restarts: 4 }),
    service("db", { state: "stopped" }),
    service("api", { cpuPercent: 80, memoryBytes: 9, startedAt: 7 }),
  ];
  const names = (order: ServiceOrder) => sortServices(services, order).map(({ name }) => name);
  expect(names("file")).toEqual(["web-10", "web-9", "db", "api"]);
  expect(names("state")).toEqual(["web-9", "web-10", "api", "db"]);
  expect(names("name")).toEqual(["api", "db", "web-9", "web-10"]);
  expect(names("cpu")).toEqual(["api", "web-10", "web-9", "db"]);
  expect(names("memory")).toEqual(["api", "web-10", "web-9", "db"]);
  expect(names("restarts")).toEqual(["web-9", "web-10", "db", "api"]);
  expect(names("start")).toEqual(["api", "web-10", "web-9", "db"]);
});

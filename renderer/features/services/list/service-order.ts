import type { Service } from "../../../../shared/contract/services.ts";
import { serviceRank } from "../../../../shared/service-look.ts";

/** What services can be sorted by; the first is how the file has them. */
export const serviceOrders = ["file", "state", "name", "cpu", "memory", "restarts", "start"] as const;
/** See {@link serviceOrders}. */
export type ServiceOrder = (typeof serviceOrders)[number];

type Compare = (one: Service, other: Service) => number;

const compares: Readonly<Record<Exclude<ServiceOrder, "file">, Compare>> = {
  state: (one, other) => serviceRank(one) - serviceRank(other),
  name: (one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }),
  cpu: mostFirst(({ cpuPercent }) => cpuPercent),
  memory: mostFirst(({ memoryBytes }) => memoryBytes),
  restarts: mostFirst(({ restarts }) => restarts),
  start: mostFirst(({ startedAt }) => startedAt),
};

/** Those without a value stand last. */
function mostFirst(figure: (service: Service) => number | null): Compare {
  return (one, other) => (figure(other) ?? -1) - (figure(one) ?? -1);
}

/** What is alike stays as the file has it. */
export function sortServices(services: readonly Service[], order: ServiceOrder): readonly Service[] {
  return order === "file" ? services : services.toSorted(compares[order]);
}

/** The public face of alerts: what follows from how monitors stand, and how people are told. */
export { type Deliveries, type DeliveryParts, startDeliveries } from "./deliver.ts";
export { type AlertingMonitor, endAlerts, observe } from "./observe.ts";
export type { Observation } from "./rule.ts";

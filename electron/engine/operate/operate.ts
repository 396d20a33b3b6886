/** The public face of keeping services running. */
export { type HostFailure, makeSureOfHost, type ServiceHostProgram } from "./host-link.ts";
export { neededBy, needing } from "./order.ts";

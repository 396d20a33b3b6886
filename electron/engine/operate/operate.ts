/** The public face of keeping services running. */
export { claimServices } from "./claim.ts";
export { ServiceHost } from "./host.ts";
export {
  type HostFailure,
  makeSureOfHost,
  type ServiceHostAnswer,
  type ServiceHostInput,
  type ServiceHostProgram,
} from "./host-link.ts";
export { neededBy, needing } from "./order.ts";

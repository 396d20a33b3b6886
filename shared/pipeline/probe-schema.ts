import { z } from "zod";

/*
 * What environments, services and monitors ask of the same places.
 */

/** A host and a port: `127.0.0.1:8080`, `[::1]:8080`. */
export const hostAndPortSchema = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:]+):([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/, {
    error: "expected host:port, with a port up to 65535",
  });

/** An address of the web. */
export const webAddressSchema = z.url({ protocol: /^https?$/ });

import { z } from "zod";

/*
 * What environments, services and monitors ask of the same places.
 */

/** A host and a port: `127.0.0.1:8080`, `[::1]:8080`. */
export const hostAndPortSchema = z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:]+):\d{1,5}$/, { error: "expected host:port" });

/** An address of the web. */
export const webAddressSchema = z.url({ protocol: /^https?$/ });

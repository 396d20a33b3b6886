/** `node:crypto`, loaded when something is recorded and not before: it takes longer than all else that the command line loads to list runs. */
export function lateCrypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}

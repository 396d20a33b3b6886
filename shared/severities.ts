/** How bad an incident is, the worst first. Apart from the contract, so that help texts cost no schema. */
export const severities = ["critical", "major", "minor"] as const;

/** See {@link severities}. */
export type Severity = (typeof severities)[number];

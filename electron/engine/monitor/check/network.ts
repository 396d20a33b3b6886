import { lookup, Resolver } from "node:dns/promises";
import { connect, isIP } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { networkReason } from "../../../../shared/network-words.ts";
import type { PlannedCheck } from "../../../../shared/pipeline/planned-monitor.ts";
import { formatDuration, mostTimerMs } from "../../../../shared/time.ts";
import { bad, type Found, good } from "./found.ts";

type Check<Kind extends PlannedCheck["kind"]> = Extract<PlannedCheck, { kind: Kind }>;

/** Whether somebody takes a connection. */
export function checkTcp({ host, port }: Check<"tcp">, signal: AbortSignal): Promise<Found> {
  const given = Promise.withResolvers<Found>();
  const socket = connect({ host, port, signal });
  socket.once("connect", () => {
    socket.destroy();
    given.resolve(good("connected"));
  });
  socket.on("error", (error) => given.resolve(bad(networkReason(error))));
  return given.promise;
}

/** How long the certificate that a host shows is still good. Who has signed it does not matter. */
export function checkTls({ host, port, expiresMs }: Check<"tls">, nowMs: number, signal: AbortSignal): Promise<Found> {
  const given = Promise.withResolvers<Found>();
  const socket = connectSecurely({ host, port, rejectUnauthorized: false, ...(isIP(host) === 0 ? { servername: host } : {}) });
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  socket.once("secureConnect", () => {
    const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
    given.resolve(judgeCertificate(Date.parse(from), Date.parse(to), expiresMs, nowMs));
    socket.destroy();
  });
  socket.on("error", (error) => given.resolve(bad(networkReason(error))));
  socket.once("close", () => given.resolve(bad("connection reset")));
  return given.promise.finally(() => signal.removeEventListener("abort", stop));
}

function judgeCertificate(fromMs: number, toMs: number, expiresMs: number, nowMs: number): Found {
  if (Number.isNaN(toMs)) return bad("it shows no certificate");
  if (toMs <= nowMs) return bad(`the certificate ended ${formatDuration(nowMs - toMs)} ago`);
  if (fromMs > nowMs) return bad("the certificate is not valid yet");
  const detail = `the certificate ends in ${formatDuration(toMs - nowMs)}`;
  return toMs - nowMs < expiresMs ? bad(detail) : good(detail);
}

/** What a name stands for, as a name server says; without one of the monitor's own, as programs of this machine see it. */
export async function checkDns(check: Check<"dns">, timeoutMs: number, signal: AbortSignal): Promise<Found> {
  const resolver = new Resolver({ timeout: Math.min(timeoutMs, mostTimerMs), tries: 1 });
  const stop = () => resolver.cancel();
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (check.resolver !== null) resolver.setServers([check.resolver]);
    const told = (await askName(check, resolver)).toSorted();
    const wanted = check.answers.map(plainName).toSorted();
    if (told.length === 0) return bad("no such record");
    if (wanted.length > 0 && JSON.stringify(told) !== JSON.stringify(wanted)) return bad(`${told.join(", ")}, not ${wanted.join(", ")}`);
    return good(told.join(", "));
  } catch (error) {
    return bad(networkReason(error));
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function askName({ name, record, resolver: own }: Check<"dns">, resolver: Resolver): Promise<string[]> {
  switch (record) {
    case "A":
    case "AAAA": {
      if (own !== null) return record === "A" ? await resolver.resolve4(name) : await resolver.resolve6(name);
      return (await lookup(name, { all: true, family: record === "A" ? 4 : 6 })).map(({ address }) => address);
    }
    case "CNAME":
      return (await resolver.resolveCname(name)).map(plainName);
    case "NS":
      return (await resolver.resolveNs(name)).map(plainName);
    case "MX":
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${plainName(exchange)}`);
    case "TXT":
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
  }
}

function plainName(name: string): string {
  return name.replace(/\.$/, "");
}

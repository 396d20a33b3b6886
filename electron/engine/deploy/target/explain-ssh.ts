import { failure } from "../../../../shared/result.ts";
import type { TargetFailure } from "./target.ts";

/** Why ssh did not get as far as our script, in its own words (it always speaks English). `wasThere`: it had before. */
export function explainConnection(host: string, said: string, wasThere: boolean): TargetFailure {
  const code = wasThere ? "target-lost" : "target-unreachable";
  const refuse = (why: string, hint: string) => failure("target-unreachable", `${host} cannot be used: ${why}.`, hint);
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(said))
    return refuse(
      "its host key is not the one that is known",
      `Find out why. If it is right, remove the old one with ssh-keygen -R and connect once with ssh ${host}.`,
    );
  if (/Host key verification failed|host key is known for/i.test(said))
    return refuse("its host key is not known", `Connect once with ssh ${host} and compare the key's fingerprint.`);
  if (/Permission denied \(|Too many authentication failures|no such identity/i.test(said))
    return refuse(
      "it did not let us in (no key that it accepts, or no such user)",
      `Try ssh -o BatchMode=yes ${host}; a key with a passphrase must be in the agent.`,
    );
  if (/Could not resolve hostname/i.test(said))
    return refuse("its name is not known", "Correct the host, or add it to ssh's configuration.");
  if (/Bad owner or permissions|Bad configuration option|terminating, \d+ bad configuration/i.test(said))
    return refuse(`ssh's configuration is not accepted: ${lastLine(said)}`, "Correct it.");
  if (/not found|not recognized|This account is currently not available|interactive logins|This service allows sftp/i.test(said))
    return refuse(`it does not run sh: ${lastLine(said)}`, "The user there needs an ordinary shell.");
  const why = lastLine(said);
  return failure(
    code,
    `${host} ${wasThere ? "was lost" : "cannot be reached"}${why === "" ? "" : `: ${why}`}.`,
    wasThere ? "Look at the target once it is back." : "Is it on, and the network?",
  );
}

/** Why something on the host failed, by what it said there. */
export function explainRemote(name: string, said: string): TargetFailure {
  const why = lastLine(said) || "it did not say why";
  // How tar calls it when the last bytes still found room.
  if (/No space left on device|Disk quota exceeded|Wrote only \d+ of \d+ bytes/i.test(said))
    return failure("target-full", `The disk of ${name} is full.`, "Free some space, or keep fewer releases.");
  if (/Permission denied|Operation not permitted|Read-only file system/i.test(said))
    return failure("target-refused", `${name} may not be written: ${why}.`, "Give the user there the right to write.");
  return failure("target-refused", `${name} cannot be used: ${why}.`);
}

function lastLine(said: string): string {
  const lines = said
    .split("\n")
    .map((line) => line.trim())
    // What ssh says of its own shared connection is no reason, nor is tar's summary of reasons.
    .filter(
      (line) => line !== "" && !/^(mux_client|Shared connection|Warning: Permanently added|Killed by signal|tar: Exiting)/.test(line),
    );
  return (lines.at(-1) ?? "").replace(/\.$/, "");
}

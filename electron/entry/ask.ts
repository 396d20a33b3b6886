import { connect } from "node:net";

/*
 * What git and ssh start to ask a person something: hands the question to the engine whose socket and token are in the
 * environment, prints the answer, and ends. It keeps nothing and writes nothing else.
 */

const { MILLRACE_ASK: place, MILLRACE_ASK_TOKEN: token, SSH_ASKPASS_PROMPT: kind = "" } = process.env;
process.exitCode = 1;
if (place !== undefined && token !== undefined) {
  let reply = "";
  const socket = connect(place, () => socket.write(`${JSON.stringify({ token, text: process.argv[2] ?? "", kind })}\n`));
  socket.setEncoding("utf8");
  // Without an answer git and ssh take the question for given up.
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    reply += chunk;
  });
  socket.on("close", () => {
    const text = textOf(reply);
    if (text === null || (kind === "confirm" && /^no?$/i.test(text.trim()))) return;
    process.stdout.write(`${text}\n`);
    process.exitCode = 0;
  });
}

function textOf(line: string): string | null {
  try {
    const { text } = JSON.parse(line) as { text: unknown };
    return typeof text === "string" ? text : null;
  } catch {
    return null;
  }
}

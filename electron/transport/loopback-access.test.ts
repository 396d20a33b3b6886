import fc from "fast-check";
import { expect, test } from "vitest";
import { cookieName, decideAccess, digestOf, type LoopbackRequest } from "./loopback-access.ts";

const guard = { port: 4711, token: "s3cret-s3cret-s3cret", oneTimeDigests: new Set([digestOf("once")]) };
const good: LoopbackRequest = {
  method: "GET",
  target: "/",
  host: "127.0.0.1:4711",
  origin: undefined,
  cookie: `${cookieName(4711)}=${guard.token}`,
};

function refusalOf(change: Partial<LoopbackRequest>): string {
  const decision = decideAccess({ ...good, ...change }, guard);
  return decision.type === "refuse" ? `${decision.refusal.status} ${decision.refusal.why}` : `let in to ${decision.path} by ${decision.by}`;
}

test("lets in who has the cookie or the token, under both names of this machine", () => {
  expect(refusalOf({})).toBe("let in to / by cookie");
  expect(refusalOf({ host: "localhost:4711", origin: "http://localhost:4711" })).toBe("let in to / by cookie");
  expect(refusalOf({ cookie: undefined, target: `/?token=${guard.token}` })).toBe("let in to / by token");
  expect(refusalOf({ cookie: undefined, target: "/?token=once" })).toBe("let in to / by one-time-token");
  expect(refusalOf({ cookie: `other=1; ${cookieName(4711)}=old; ${cookieName(4711)}=${guard.token}` })).toBe("let in to / by cookie");
});

test("turns everybody else away and says why", () => {
  expect(refusalOf({ cookie: undefined })).toBe("403 no-token");
  expect(refusalOf({ cookie: "" })).toBe("403 no-token");
  expect(refusalOf({ cookie: `${cookieName(4712)}=${guard.token}` })).toBe("403 no-token");
  expect(refusalOf({ cookie: `${cookieName(4711)}=once` })).toBe("403 wrong-token");
  expect(refusalOf({ cookie: `${cookieName(4711)}=` })).toBe("403 wrong-token");
  expect(refusalOf({ cookie: `${cookieName(4711)}=${guard.token}x` })).toBe("403 wrong-token");
  // A wrong token is wrong even beside a right cookie: a link to another start must not look as if it worked.
  expect(refusalOf({ target: "/?token=wrong" })).toBe("403 wrong-token");
  expect(refusalOf({ target: "/?token=" })).toBe("403 wrong-token");
  expect(refusalOf({ host: undefined })).toBe("403 foreign-host");
  expect(refusalOf({ host: "127.0.0.1" })).toBe("403 foreign-host");
  expect(refusalOf({ host: "127.0.0.1:4712" })).toBe("403 foreign-host");
  expect(refusalOf({ host: "rebound.example:4711" })).toBe("403 foreign-host");
  expect(refusalOf({ host: "127.0.0.1:4711.example" })).toBe("403 foreign-host");
  expect(refusalOf({ origin: "http://rebound.example:4711" })).toBe("403 foreign-origin");
  expect(refusalOf({ origin: "https://127.0.0.1:4711" })).toBe("403 foreign-origin");
  expect(refusalOf({ origin: "http://127.0.0.1:4712" })).toBe("403 foreign-origin");
  expect(refusalOf({ origin: "null" })).toBe("403 foreign-origin");
  expect(refusalOf({ method: "POST" })).toBe("405 method");
  expect(refusalOf({ method: "OPTIONS" })).toBe("405 method");
  expect(refusalOf({ target: `/${"a".repeat(3_000)}` })).toBe("414 long-target");
  expect(refusalOf({ target: "http://rebound.example/" })).toBe("400 malformed-target");
  expect(refusalOf({ target: undefined })).toBe("400 malformed-target");
});

test("never lets in a request without the exact secret, whatever else it says", () => {
  const anyText = fc.option(fc.string(), { nil: undefined });
  const anyOf = (...likely: string[]) => fc.oneof(fc.constantFrom(...likely), anyText);
  const requests = fc.record({
    method: anyOf("GET", "HEAD", "POST"),
    target: anyOf("/", "/?token=", "/rpc", "/?token=s3cret", "/?token=%00"),
    host: anyOf("127.0.0.1:4711", "localhost:4711"),
    origin: anyOf("http://127.0.0.1:4711", "http://localhost:4711"),
    cookie: anyOf(`${cookieName(4711)}=`, `${cookieName(4711)}=s3cret`),
  });
  fc.assert(
    fc.property(requests, (request) => {
      expect(decideAccess(request, guard).type).toBe("refuse");
    }),
    { numRuns: 2_000 },
  );
});

import { expect, test } from "vitest";
import type { ServiceMoment } from "../store/store.ts";
import { serviceEntries } from "./service-entries.ts";

const started = (at: number, service: string, cause: string): ServiceMoment => ({
  ...{ at, service, what: "started", cause, exitCode: null, signal: null },
});
const ended = (at: number, service: string, exitCode: number | null, signal: string | null = null): ServiceMoment => ({
  ...{ at, service, what: "ended", cause: "", exitCode, signal },
});

test("a service that ends again and again is one line, and does not hide what others did", () => {
  const moments = [
    started(0, "flaky", "by a person"),
    started(100, "web", "by a person"),
    ended(1_000, "flaky", 3),
    started(1_500, "flaky", "ended with exit code 3"),
    ended(2_000, "flaky", 3),
    ended(2_500, "web", null, "SIGTERM"),
    started(3_000, "flaky", "ended with exit code 3"),
    started(3_500, "web", "not well 3 times in a row, at last: 500"),
    ended(4_000, "flaky", 3),
  ];
  expect(serviceEntries(moments)).toEqual([
    { at: 0, text: "flaky started by a person" },
    { at: 100, text: "web started by a person" },
    { at: 1_000, text: "flaky ended with exit code 3; started again 2 times in 2.0 s" },
    { at: 2_500, text: "web was not well 3 times in a row, at last: 500; started again" },
    { at: 4_000, text: "flaky ended with exit code 3" },
  ]);
});

test("other ends, a person and a long time are told apart", () => {
  const moments = [
    started(0, "web", "ended by SIGKILL"),
    ended(1_000, "web", null, "SIGINT"),
    started(2_000, "web", "by a person"),
    ended(3_000, "web", 1),
    started(4_000, "web", "ended with exit code 1"),
    ended(5_000, "web", 2),
    started(6_000, "web", "ended with exit code 2"),
    ended(3_600_000, "web", 2),
    started(3_601_000, "web", "ended with exit code 2"),
  ];
  expect(serviceEntries(moments).map(({ text }) => text)).toEqual([
    "web started, because it ended by SIGKILL",
    "web was restarted by a person",
    "web ended with exit code 1; started again",
    "web ended with exit code 2; started again",
    "web ended with exit code 2; started again",
  ]);
});

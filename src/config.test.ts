import { expect, test } from "vitest"
import { readConfig } from "./config.ts"

test("without any variable the defaults are loopback, port 8080 and the embedded server", () => {
  expect(readConfig({})).toEqual({
    host: "127.0.0.1",
    port: 8080,
    publicUrl: null,
    dataDir: ".paidout",
    databaseUrl: null,
    apiKey: null,
    secretKey: null,
    smtpUrl: null,
    mailFrom: { name: "Paidout", address: "paidout@localhost" },
    allowEndpointCidrs: [],
    apiRatePerSecond: 100,
    trustedProxyCidrs: [],
    logLevel: "info",
    logAttempts: "failures",
    retention: { bodiesDays: 90, attemptsDays: 30 },
    sandbox: true,
  })
})

test("every variable is read", () => {
  expect(
    readConfig({
      HOST: "0.0.0.0",
      PORT: "0",
      PUBLIC_URL: "https://pay.example/hub/",
      DATA_DIR: "/var/paidout",
      DATABASE_URL: "postgres://user:word@db.example/paidout",
      PAIDOUT_API_KEY: "0123456789abcdef",
      PAIDOUT_SECRET_KEY: "fedcba9876543210",
      SMTP_URL: "smtps://mail.example",
      MAIL_FROM: "hub@pay.example",
      ALLOW_ENDPOINT_CIDRS: "10.0.0.0/8, ,192.168.1.0/24",
      API_RATE_PER_SECOND: "2.5",
      TRUSTED_PROXY_CIDRS: "10.0.0.1, fd00::/8",
      LOG_LEVEL: "debug",
      LOG_ATTEMPTS: "all",
      RETAIN_BODIES_DAYS: "7",
      RETAIN_ATTEMPTS_DAYS: "2",
      SANDBOX: "on",
    }),
  ).toEqual({
    host: "0.0.0.0",
    port: 0,
    publicUrl: "https://pay.example/hub",
    dataDir: "/var/paidout",
    databaseUrl: "postgres://user:word@db.example/paidout",
    apiKey: "0123456789abcdef",
    secretKey: "fedcba9876543210",
    smtpUrl: "smtps://mail.example",
    mailFrom: { name: "", address: "hub@pay.example" },
    allowEndpointCidrs: ["10.0.0.0/8", "192.168.1.0/24"],
    apiRatePerSecond: 2.5,
    trustedProxyCidrs: ["10.0.0.1", "fd00::/8"],
    logLevel: "debug",
    logAttempts: "all",
    retention: { bodiesDays: 7, attemptsDays: 2 },
    sandbox: true,
  })
})

test("an empty or blank variable counts as not set", () => {
  const names = [
    "HOST",
    "PORT",
    "PUBLIC_URL",
    "DATA_DIR",
    "DATABASE_URL",
    "PAIDOUT_API_KEY",
    "PAIDOUT_SECRET_KEY",
    "SMTP_URL",
    "MAIL_FROM",
    "ALLOW_ENDPOINT_CIDRS",
    "API_RATE_PER_SECOND",
    "TRUSTED_PROXY_CIDRS",
    "LOG_LEVEL",
    "LOG_ATTEMPTS",
    "RETAIN_BODIES_DAYS",
    "RETAIN_ATTEMPTS_DAYS",
    "SANDBOX",
  ]
  const blank = Object.fromEntries(names.map((name, index) => [name, index % 2 === 0 ? "" : "  "]))
  expect(readConfig(blank)).toEqual(readConfig({}))
})

test.each([
  ["PORT", "http"],
  ["PORT", "-1"],
  ["PORT", "65536"],
  ["PORT", "80.5"],
  ["PORT", "0x50"],
  ["PUBLIC_URL", "pay.example"],
  ["PUBLIC_URL", "ftp://pay.example"],
  ["DATABASE_URL", "mysql://db.example/paidout"],
  ["DATABASE_URL", "host=db.example"],
  ["PAIDOUT_API_KEY", "fifteen-letters"],
  ["PAIDOUT_SECRET_KEY", "fifteen-letters"],
  ["SMTP_URL", "mail.example:25"],
  ["SMTP_URL", "https://mail.example"],
  ["SMTP_URL", "smtp://"],
  ["SMTP_URL", "smtp://mail.example?logger=true"],
  ["MAIL_FROM", "Paidout"],
  ["MAIL_FROM", "Paidout <hub@pay.example>\r\nBcc: thief@evil.example"],
  ["API_RATE_PER_SECOND", "0"],
  ["API_RATE_PER_SECOND", "-1"],
  ["API_RATE_PER_SECOND", "1e3"],
  ["API_RATE_PER_SECOND", "none"],
  ["TRUSTED_PROXY_CIDRS", "10.0.0.0/33"],
  ["TRUSTED_PROXY_CIDRS", "proxy.example"],
  ["LOG_LEVEL", "loud"],
  ["LOG_ATTEMPTS", "some"],
  ["RETAIN_BODIES_DAYS", "6"],
  ["RETAIN_BODIES_DAYS", "90 days"],
  ["RETAIN_BODIES_DAYS", "36501"],
  ["RETAIN_ATTEMPTS_DAYS", "1"],
  ["RETAIN_ATTEMPTS_DAYS", "-30"],
  ["SANDBOX", "yes"],
  ["SANDBOX", "true"],
  ["SANDBOX", "ON"],
])("a bad %s (%s) is refused by name", (name, value) => {
  const usable = { PAIDOUT_SECRET_KEY: "fedcba9876543210" }
  expect(() => readConfig({ ...usable, [name]: value })).toThrow(
    expect.objectContaining({ code: "config_invalid", message: expect.stringContaining(name) }),
  )
})

test.each([
  ["the embedded server has one", {}, true],
  ["off, the embedded server has none", { SANDBOX: "off" }, false],
  ["a database of one's own has none", { DATABASE_URL: "postgres://db.example/paidout" }, false],
  ["off, neither", { DATABASE_URL: "postgres://db.example/paidout", SANDBOX: "off" }, false],
  ["on, it has one", { DATABASE_URL: "postgres://db.example/paidout", SANDBOX: "on" }, true],
])("the sandbox: %s", (_, variables, sandbox) => {
  const usable = { PAIDOUT_SECRET_KEY: "fedcba9876543210" }
  expect(readConfig({ ...usable, ...variables }).sandbox).toBe(sandbox)
})

test("a database of one's own needs a secret key, and the refusal names both variables", () => {
  expect(() => readConfig({ DATABASE_URL: "postgresql://db.example/paidout" })).toThrow(
    /DATABASE_URL.*PAIDOUT_SECRET_KEY/,
  )
})

test.each([
  ["PAIDOUT_API_KEY", "top-secret"],
  ["PAIDOUT_SECRET_KEY", "top-secret"],
  ["DATABASE_URL", "mysql://user:top-secret@db.example"],
  ["SMTP_URL", "http://user:top-secret@mail.example"],
  ["SMTP_URL", "smtp://user:top-secret@mail.example?logger=true"],
])("the refusal of %s does not repeat the secret", (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("top-secret") }),
  )
})

test.each([
  "postgres://user:word@one,two/paidout",
  "postgres://user:word@one:5432,two:5433/paidout?target_session_attrs=read-write",
  "postgresql:///paidout?host=one,two",
])("%s, with several hosts, is refused in words that say what to use", (DATABASE_URL) => {
  const read = () => readConfig({ DATABASE_URL, PAIDOUT_SECRET_KEY: "0123456789abcdef" })
  expect(read).toThrow(/one host.*virtual IP, HAProxy or pgbouncer/)
})

test("a standby cannot be asked for", () => {
  const url = "postgres://user:a,b@db.example/paidout?target_session_attrs="
  const read = (wanted: string) =>
    readConfig({ DATABASE_URL: url + wanted, PAIDOUT_SECRET_KEY: "0123456789abcdef" })
  expect(() => read("prefer-standby")).toThrow(/prefer-standby.*takes no writes/)
  expect(read("read-write").databaseUrl).toBe(`${url}read-write`)
})

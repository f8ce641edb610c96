import { expect, test } from "vitest"

import { isMailAddress, readMailbox } from "./mail-address.ts"

test.each([
  "ops@example.com",
  "first.last+tag@sub.example.co.id",
  "o'neill_{x}@example.com",
  "paidout@localhost",
  "a@xn--bcher-kva.example",
  `${"l".repeat(64)}@example.com`,
])("%s is a mail address", (text) => {
  expect(isMailAddress(text)).toBe(true)
})

test.each([
  "",
  "ops",
  "@example.com",
  "ops@",
  "ops@@example.com",
  "ops@exam ple.com",
  "ops@-example.com",
  "ops@example..com",
  ".ops@example.com",
  "ops@example.com\r\nBcc: thief@evil.example",
  "ops@example.com\n",
  "ops@example.com,thief@evil.example",
  "<ops@example.com>",
  "Ops <ops@example.com>",
  '"quoted"@example.com',
  "ops@[127.0.0.1]",
  "öps@example.com",
  `${"l".repeat(65)}@example.com`,
  `ops@${"a.".repeat(130)}com`,
])("%j is none", (text) => {
  expect(isMailAddress(text)).toBe(false)
})

test.each([
  ["hub@example.com", { name: "", address: "hub@example.com" }],
  ["Paidout <hub@example.com>", { name: "Paidout", address: "hub@example.com" }],
  ["  Müller & Söhne  <hub@example.com> ", { name: "Müller & Söhne", address: "hub@example.com" }],
  ["<hub@example.com>", { name: "", address: "hub@example.com" }],
])("%j is a mailbox", (text, mailbox) => {
  expect(readMailbox(text)).toEqual(mailbox)
})

test.each([
  "Paidout",
  "Paidout <hub>",
  "a <b@c> <d@e>",
  "Paid\r\nout <hub@example.com>",
  "a@b c@d",
])("%j is no mailbox", (text) => {
  expect(readMailbox(text)).toBeUndefined()
})

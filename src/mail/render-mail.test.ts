import { expect, test } from "vitest"

import { shownUrl } from "./mail-text.ts"
import { renderMail, type MailContent } from "./render-mail.ts"
import { writeEndpointDisabled } from "./write-endpoint-disabled.ts"

const HOSTILE = `<script>alert("1")</script>\r\nBcc: thief@evil.example\u001B[2J\u202Egnp' & <img src=x>`

const hostile: MailContent = {
  subject: HOSTILE,
  heading: HOSTILE,
  lines: [HOSTILE],
  sections: [{ title: HOSTILE, items: [{ head: HOSTILE, details: [HOSTILE] }], advice: HOSTILE }],
  link: { label: HOSTILE, url: "https://pay.example/" },
  footer: HOSTILE,
}

test("hostile words stay words: no markup, no line, no control character of their own", () => {
  const { subject, text, html } = renderMail(hostile)
  expect(subject).not.toMatch(/\p{Cc}|\p{Cf}/u)
  expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}/u)
  expect(html.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}/u)
  expect(text).not.toMatch(/^Bcc:/m)
  const tags = [...html.matchAll(/<([a-z\d]+)/g)].map(([, name]) => name)
  expect(new Set(tags)).toEqual(
    new Set([
      ...["html", "head", "meta", "title", "body", "h1", "p", "h2", "ul", "li", "br", "span"],
      ...["b", "a"],
    ]),
  )
  // Every quote of an attribute is ours: the hostile ones are written as references.
  expect(html).not.toContain('alert("')
})

test("the HTML loads nothing and runs nothing", () => {
  const { html } = renderMail(hostile)
  expect(html).not.toMatch(
    /<(script|img|link|iframe|object|form|input|svg)|<[^>]*\s(src|on\w+)=|url\(|@import/i,
  )
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([
    "https://pay.example/",
  ])
})

test("a long text is cut", () => {
  const { subject, text } = renderMail({ ...hostile, subject: "x".repeat(5_000) })
  expect(subject).toHaveLength(300)
  expect(subject.endsWith("…")).toBe(true)
  expect(text.length).toBeLessThan(3_000)
})

test.each([
  ["https://shop.example/hook?token=secret#part", "https://shop.example/hook"],
  ["https://user:word@shop.example:8443/", "https://shop.example:8443/"],
  ["http://shop.example/a\u202Eb\r\nc", "http://shop.example/a%E2%80%AEbc"],
  ["not a url", "(not a URL)"],
])("of the URL %j only what is no secret is shown", (url, shown) => {
  expect(shownUrl(url)).toBe(shown)
})

test("a disabled endpoint is told with why, its last error and what to do", () => {
  const told = {
    endpointId: "ep_01jd5zj8rve5xbzxwn4hqy3n6c",
    url: "https://shop.example/hook?token=secret",
    lastError: "HTTP 503 <busy>",
  }
  const failing = writeEndpointDisabled({ ...told, reason: "failing" })
  expect(failing.subject).toBe("Paidout: an endpoint was disabled")
  expect(failing.text).toContain("https://shop.example/hook\n")
  expect(failing.text).toContain("Last error: HTTP 503 <busy>")
  expect(failing.text).toMatch(/^What to do: mend it, enable it again/m)
  expect(failing.html).toContain("Last error: HTTP 503 &#60;busy&#62;")
  expect(failing.text + failing.html).not.toContain("secret")
  const gone = writeEndpointDisabled({ ...told, reason: "gone", lastError: null })
  expect(gone.text).toContain("410 Gone")
  expect(gone.text).not.toContain("Last error")
})

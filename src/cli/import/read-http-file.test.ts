import { expect, test } from "vitest"

import { readHttpFile } from "./read-http-file.ts"

const read = (text: string) => {
  const { headers, body } = readHttpFile(Buffer.from(text))
  return { headers: { ...headers }, body: body.toString("utf8") }
}

test("a request is read with or without its first line, with either line end", () => {
  const expected = { headers: { "x-a": ["1"], host: ["h:1"] }, body: "a\r\n\r\nb" }
  expect(read("POST /in HTTP/1.1\r\nX-A: 1\r\nhost:h:1 \r\n\r\na\r\n\r\nb")).toEqual(expected)
  expect(read("X-A: 1\nHost: h:1\n\na\r\n\r\nb")).toEqual(expected)
})

test("the body ends where content-length says, and holds what it holds", () => {
  expect(read("content-length: 3\n\nabc\n")).toMatchObject({ body: "abc" })
  expect(read("x: 1\n\n")).toMatchObject({ body: "" })
})

test("what is no request is named", () => {
  expect(() => read("abc")).toThrow("no empty line")
  expect(() => read("abc\n\nbody")).toThrow("no header")
})

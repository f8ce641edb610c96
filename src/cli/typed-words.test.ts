import { describe, expect, test } from "vitest"
import { typedWords } from "./typed-words.ts"

const SCHEMAS = {
  text: { type: "string" },
  count: { type: "integer" },
  online: { type: "boolean" },
  list: { type: "array" },
  choice: { enum: ["IDR", "PHP"] },
  figure: { enum: [400, 409] },
  either: { anyOf: [{ type: "null" }, { type: "string" }] },
  anything: {},
}

describe("words of a command line", () => {
  test.each([
    ["text=123456", { text: "123456" }],
    ["text=a=b", { text: "a=b" }],
    ["text=", { text: "" }],
    ["count=3", { count: 3 }],
    ["online=true", { online: true }],
    ['list=["a","b"]', { list: ["a", "b"] }],
    ["choice=IDR", { choice: "IDR" }],
    ["figure=409", { figure: 409 }],
    ["either=x", { either: "x" }],
    ["anything=1", { anything: 1 }],
    ["anything=one", { anything: "one" }],
  ])("%s is typed by its schema", (word, value) => {
    expect(typedWords([word], SCHEMAS)).toEqual(value)
  })

  test.each([
    ["text", "no name=value"],
    ["=x", "no name=value"],
    ["other=1", "It takes no other"],
    ["constructor=1", "It takes no constructor"],
    ["count=many", "count takes integer"],
    ["online=maybe", "online takes boolean"],
  ])("%s is refused", (word, why) => {
    expect(() => typedWords([word], SCHEMAS)).toThrow(why)
  })
})

import { Type, type TSchema } from "typebox"

import { ID_PREFIXES, type IdKind } from "../../ids.ts"

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

/** An id as the outside writes it. */
export function Id(kind: IdKind, description?: string) {
  return Type.String({
    pattern: `^${ID_PREFIXES[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`,
    ...(description === undefined ? {} : { description }),
    examples: [`${ID_PREFIXES[kind]}_01jd5zj8rve5xbzxwn4hqy3n6c`],
  })
}

/** Ids in paths are not held against a pattern: what is no id of ours is simply not found. */
export const IdInPath = Type.Object({ id: Type.String({ maxLength: 100 }) })

export const Time = Type.String({ format: "date-time", description: "RFC 3339, UTC." })

export const Money = Type.Object({
  value: Type.String({ pattern: "^\\d+(\\.\\d+)?$", examples: ["10000.00"] }),
  currency: Type.String({ pattern: "^[A-Z]{3}$", examples: ["IDR"] }),
})

export const StringMap = Type.Record(Type.String(), Type.Unknown())

/** Where it stands in the OpenAPI document: `#/components/schemas/<name>`. */
export function refTo<View>(name: string) {
  return Type.Unsafe<View>({ $ref: `${name}#` })
}

export function listOf<View>(name: string) {
  return Type.Object({
    data: Type.Array(refTo<View>(name)),
    next_cursor: Type.Union([Type.String(), Type.Null()], {
      description: "Send it as `cursor` for the next page; null on the last one.",
    }),
  })
}

import { Type } from "typebox"

import { Id, nullable, Time } from "./parts.ts"

const Count = Type.Integer({ minimum: 0 })

const fields = {
  id: Id("import"),
  source_id: Id("source"),
  name: Type.String(),
  fingerprint: Type.String(),
  deliver: Type.Boolean({ description: "Whether endpoints are told what it says." }),
  state: Type.Enum(["running", "finished"]),
  place: Type.Integer({
    minimum: 0,
    description: "How many of its lines were taken: go on with the line of this number, from 0.",
  }),
  content_hash: Type.String({
    pattern: "^[0-9a-f]{64}$",
    description:
      "Of the lines before `place`: from 32 zero bytes on, for each line the SHA-256 of the hash " +
      "before and the line without its line end.",
  }),
  applied: Type.Integer({ minimum: 0, description: "Lines that changed something." }),
  repeated: Type.Integer({ minimum: 0, description: "Lines that said nothing new." }),
  ignored: Type.Integer({ minimum: 0, description: "Lines about no payout, batch or payment." }),
  unrecognised: Type.Integer({ minimum: 0, description: "Lines parked for a person." }),
  rejected: Type.Integer({ minimum: 0, description: "Lines that hold no webhook." }),
  verified: Type.Integer({
    minimum: 0,
    description: "Lines whose credentials the source's secrets of today accept.",
  }),
  created_by: Type.String(),
  created_at: Time,
  finished_at: nullable(Time),
}

export const ImportSchema = Type.Object(fields, { $id: "Import" })

export const TakenImportSchema = Type.Object(
  {
    ...fields,
    rejected_lines: Type.Array(Type.Object({ line: Count, why: Type.String() }), {
      description: "The first of those in this call that hold no webhook; lines count from 0.",
    }),
  },
  { $id: "TakenImport" },
)

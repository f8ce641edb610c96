import type { FastifySchemaCompiler } from "fastify"
import { Compile } from "typebox/compile"
import { Value } from "typebox/value"
import type { TSchema } from "typebox"

/**
 * Validates with TypeBox. Text of paths and queries is converted to what the schema says; a body
 * is taken as it is, and a missing one as `{}` where no field is required.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema)
  const emptyBody = httpPart === "body" && compiled.Check({})
  return (given: unknown) => {
    const value =
      httpPart === "body"
        ? given === null && emptyBody
          ? {}
          : given
        : Value.Convert(schema, given)
    if (compiled.Check(value)) return { value }
    return { error: compiled.Errors(value) as never }
  }
}

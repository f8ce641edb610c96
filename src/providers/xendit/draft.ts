/** An object on its way to `JSON.stringify`. */
export type Draft = Record<string, unknown>

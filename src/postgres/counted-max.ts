/** Rows of one kind that a count for `/metrics` looks at: of more, it is a lower bound. */
export const countedMax = 50_000

/** What a reading gives; null where the database ended its statement because it took too long. */
export async function inTime<Reading>(reading: Promise<Reading>): Promise<Reading | null> {
  try {
    return await reading
  } catch (error) {
    if (isStatementTimeout(error)) return null
    throw error
  }
}

/** SQLSTATE query_canceled. */
function isStatementTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "57014"
}

/** The page that follows a thing of an account; `thing` is its id, `kind/name`. */
export function thingLink(accountId: string, thing: string, kind?: string): string {
  const search = new URLSearchParams({
    account: accountId,
    ...(kind === undefined ? {} : { kind }),
    thing,
  })
  return `/lab?${search.toString()}`
}

import { QueryCache, QueryClient } from "@tanstack/react-query"

import { problemOf } from "./problem.ts"

const triesMax = 2

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error) {
      if (problemOf(error).code === "unauthorized") askToLogIn()
    },
  }),
  defaultOptions: {
    queries: {
      // Changes are told by the live stream; what it misses is made up for by looking again.
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (tries, error) => tries < triesMax && problemOf(error).retryable,
    },
    mutations: { retry: false },
  },
})

/** The session is over: after the login, the same page again. */
function askToLogIn(): void {
  const { pathname, search } = window.location
  if (/^\/(login|setup|invite)\b/.test(pathname)) return
  window.location.assign(`/login?next=${encodeURIComponent(pathname + search)}`)
}

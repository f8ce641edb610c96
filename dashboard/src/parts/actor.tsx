import { api } from "../api/client.ts"
import { useWords } from "../words/words.ts"
import { IdText } from "./id-text.tsx"

const namesStaleMs = 60_000

/** Who did it: a person or an API key by name, the hub itself in words. */
export function Actor({ id }: { readonly id: string | null }) {
  const words = useWords().account.actor
  const name = useActorName(id)
  if (id === null) return <span>–</span>
  if (id in words.known) return <span>{words.known[id as keyof typeof words.known]}</span>
  if (name === undefined) return <IdText id={id} what={words.id} />
  return <span title={id}>{id.startsWith("key_") ? words.key(name) : name}</span>
}

/** Undefined while it is asked for, and where nobody of that id is known. */
export function useActorName(id: string | null): string | undefined {
  return useActors().find((actor) => actor.id === id)?.name
}

/** Everybody who may stand in a history of this merchant. */
export function useActors() {
  return api.useQuery("get", "/v1/actors", {}, { staleTime: namesStaleMs }).data?.data ?? []
}

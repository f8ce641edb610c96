import { Alert, Anchor, Button, Skeleton, Stack, Text } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useQuery } from "@tanstack/react-query"

import { client } from "../../api/client.ts"
import { login, startAnew, type ShownInvitation } from "../../api/login.ts"
import { problemOf } from "../../api/problem.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { JoinForm } from "./join-form.tsx"
import { Outside } from "./outside.tsx"
import { useWork } from "./use-work.ts"

/** Looking at a link does not use it up: the button does. */
export function InvitePage() {
  const words = useWords().account.invite
  const { token = "" } = useParams({ strict: false }) as { readonly token?: string }
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => login.lookAtInvitation(token),
    retry: false,
    refetchOnWindowFocus: false,
  })
  const name = useQuery({
    queryKey: ["invitation", "me"],
    queryFn: nameOfWhoIsHere,
    retry: false,
    refetchOnWindowFocus: false,
  })
  if (invitation.error !== null) return <Refused error={invitation.error} />
  return (
    <Outside title={words.title}>
      {invitation.data === undefined || name.isPending ? (
        <Skeleton height={260} />
      ) : (
        <Open token={token} invitation={invitation.data} name={name.data ?? null} />
      )}
    </Outside>
  )
}

function Open({
  token,
  invitation,
  name,
}: {
  readonly token: string
  readonly invitation: ShownInvitation
  readonly name: string | null
}) {
  const { invite: words, roles } = useWords().account
  return (
    <>
      <Text>{words.to(invitation.merchant.name, roles[invitation.role])}</Text>
      {name === null ? (
        <JoinForm token={token} email={invitation.email} />
      ) : (
        <JoinAs token={token} name={name} />
      )}
      <Anchor href={`/login?next=${encodeURIComponent(`/invite/${token}`)}`} size="sm">
        {name === null ? words.haveOne : words.other}
      </Anchor>
    </>
  )
}

function JoinAs({ token, name }: { readonly token: string; readonly name: string }) {
  const words = useWords().account.invite
  const work = useWork()
  async function join(): Promise<void> {
    if (await work.run(() => login.join(token))) startAnew("/")
  }
  return (
    <Stack gap="sm">
      {work.error !== undefined && <ProblemNote error={work.error} />}
      <Button loading={work.isWorking} onClick={() => void join()}>
        {words.joinAs(name)}
      </Button>
    </Stack>
  )
}

function Refused({ error }: { readonly error: unknown }) {
  const words = useWords().account.invite
  if (problemOf(error).code !== "invitation_invalid") {
    return (
      <Outside title={words.title}>
        <ProblemNote error={error} />
      </Outside>
    )
  }
  return (
    <Outside title={words.wrong}>
      <Alert color="red" variant="light" role="alert">
        {words.wrongWhy}
      </Alert>
      <Text size="sm" c="dimmed">
        {words.wrongFirst}
      </Text>
    </Outside>
  )
}

/** Null: nobody is logged in, which is no fault here. */
async function nameOfWhoIsHere(): Promise<string | null> {
  const { data } = await client.GET("/v1/me")
  return data?.kind === "person" ? data.name : null
}

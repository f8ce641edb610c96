import { Button, Code, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconUserPlus } from "@tabler/icons-react"
import { useQueryClient } from "@tanstack/react-query"
import { useState, type FormEvent } from "react"

import { client } from "../../api/client.ts"
import type { Role } from "../../api/login.ts"
import { Copy } from "../../parts/copy.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { useWork } from "./use-work.ts"

const ROLES = ["owner", "operator", "viewer"] as const

/** Makes a one-time link and shows it this once. */
export function InviteAction() {
  const words = useWords().account.members
  const [isOpen, { open, close }] = useDisclosure()
  const [link, setLink] = useState<string>()
  const leave = (): void => {
    close()
    setLink(undefined)
  }
  return (
    <>
      <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={open}>
        {words.invite}
      </Button>
      <Modal opened={isOpen} onClose={leave} title={words.invite}>
        {link === undefined ? (
          <InviteForm onMade={setLink} />
        ) : (
          <Stack gap="sm">
            <Text>{words.linkWhy}</Text>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <Code block style={{ flex: 1, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                {link}
              </Code>
              <Copy value={link} what={words.link} />
            </Group>
            <Group justify="flex-end">
              <Button onClick={leave}>{words.done}</Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  )
}

function InviteForm({ onMade }: { readonly onMade: (link: string) => void }) {
  const { members: words, ...account } = useWords().account
  const queries = useQueryClient()
  const work = useWork()
  const [role, setRole] = useState<Role>("operator")
  const [email, setEmail] = useState("")

  function submit(event: FormEvent): void {
    event.preventDefault()
    void work.run(async () => {
      const { data, error } = await client.POST("/v1/invitations", {
        body: { role, ...(email.trim() !== "" && { email: email.trim() }) },
      })
      if (error !== undefined) throw error as unknown
      void queries.invalidateQueries({ queryKey: ["get", "/v1/invitations"] })
      // By the address at which this very page was reached: others reach it there, too.
      onMade(new URL(new URL(data.url).pathname, window.location.origin).href)
    })
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">{words.inviteWhy}</Text>
        <Radio.Group
          label={words.role}
          value={role}
          onChange={(next) => setRole(ROLES.find((each) => each === next) ?? role)}
        >
          <Stack gap="xs" mt="xs">
            {ROLES.map((each) => (
              <Radio
                key={each}
                value={each}
                label={account.roles[each]}
                description={account.rolesSay[each]}
              />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label={words.onlyFor}
          description={words.onlyForWhy}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {work.error !== undefined && <ProblemNote error={work.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={work.isWorking}>
            {words.make}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

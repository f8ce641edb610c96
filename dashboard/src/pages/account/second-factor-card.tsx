import { Badge, Button, Group, Modal, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"

import { login, type SecondFactor } from "../../api/login.ts"
import { Card } from "../../parts/card.tsx"
import { useWords } from "../../words/words.ts"
import { BackupCodes } from "./backup-codes.tsx"
import { PasswordFirst } from "./password-first.tsx"
import { ScanForm } from "./scan-form.tsx"

/** A code of an app besides the password: switched on in two steps, off with the password. */
export function SecondFactorCard({ isOn }: { readonly isOn: boolean }) {
  const words = useWords().account.me
  return (
    <Card title={words.factorTitle}>
      <Group justify="space-between">
        <div>
          <Text size="sm">{words.factorWhy}</Text>
          <Badge mt="xs" variant="outline" color="gray">
            <span style={{ color: "var(--mantine-color-text)" }}>
              {isOn ? words.factorOn : words.factorOff}
            </span>
          </Badge>
        </div>
        <Group gap="xs">
          {isOn ? (
            <>
              <RenewAction />
              <EndAction />
            </>
          ) : (
            <BeginAction />
          )}
        </Group>
      </Group>
    </Card>
  )
}

function useForgetMe(): () => void {
  const queries = useQueryClient()
  return () => {
    void queries.invalidateQueries({ queryKey: ["get", "/v1/me"] })
    void queries.invalidateQueries({ queryKey: ["own-sessions"] })
  }
}

function BeginAction() {
  const words = useWords().account.me
  const [isOpen, { open, close }] = useDisclosure()
  const [made, setMade] = useState<SecondFactor>()
  const forget = useForgetMe()
  const leave = (): void => {
    close()
    setMade(undefined)
  }
  return (
    <>
      <Button variant="default" onClick={open}>
        {words.begin}
      </Button>
      <Modal opened={isOpen} onClose={leave} title={words.factorTitle}>
        {made === undefined ? (
          <PasswordFirst
            label={words.begin}
            onPassword={async (password) => setMade(await login.beginSecondFactor(password))}
          />
        ) : (
          <ScanForm
            made={made}
            onDone={() => {
              leave()
              forget()
            }}
          />
        )}
      </Modal>
    </>
  )
}

function EndAction() {
  const words = useWords().account.me
  const [isOpen, { open, close }] = useDisclosure()
  const forget = useForgetMe()
  return (
    <>
      <Button variant="default" color="red" onClick={open}>
        {words.end}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.end}>
        <PasswordFirst
          label={words.end}
          why={words.endWhy}
          onPassword={async (password) => {
            await login.endSecondFactor(password)
            close()
            forget()
          }}
        />
      </Modal>
    </>
  )
}

function RenewAction() {
  const words = useWords().account.me
  const [isOpen, { open, close }] = useDisclosure()
  const [codes, setCodes] = useState<readonly string[]>()
  const leave = (): void => {
    close()
    setCodes(undefined)
  }
  return (
    <>
      <Button variant="default" onClick={open}>
        {words.renew}
      </Button>
      <Modal opened={isOpen} onClose={leave} title={words.renew}>
        {codes === undefined ? (
          <PasswordFirst
            label={words.renew}
            why={words.renewWhy}
            onPassword={async (password) =>
              setCodes((await login.renewBackupCodes(password)).backup_codes)
            }
          />
        ) : (
          <BackupCodes codes={codes} />
        )}
      </Modal>
    </>
  )
}

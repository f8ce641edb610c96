import { Anchor, Code, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import { useEffect, useState } from "react"

import { login } from "../../api/login.ts"
import { useWords } from "../../words/words.ts"
import { Outside } from "./outside.tsx"

/** Says where the first owner's link stands: only who runs the hub can see it. */
export function SetupPage() {
  const words = useWords().account
  const [needsOwner, setNeedsOwner] = useState<boolean>()
  useEffect(() => {
    login.needsOwner().then(
      (state) => setNeedsOwner(state.needs_owner),
      () => {},
    )
  }, [])
  return (
    <Outside title={words.setup.title}>
      {needsOwner === false ? (
        <Text>
          {words.setup.done}{" "}
          <Anchor component={Link} to="/login" underline="always">
            {words.login.title}
          </Anchor>
        </Text>
      ) : (
        <>
          <Text>{words.setup.why}</Text>
          <Text>{words.setup.where}</Text>
          <Code block>{`${window.location.origin}/invite/…`}</Code>
          <Text size="sm" c="dimmed">
            {words.setup.once}
          </Text>
          <Text size="sm">{words.setup.lost}</Text>
          <Code block>{"paidout invite --role owner"}</Code>
        </>
      )}
    </Outside>
  )
}

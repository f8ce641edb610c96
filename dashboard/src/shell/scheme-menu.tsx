import { Menu, useMantineColorScheme } from "@mantine/core"
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react"

import { useWords } from "../words/words.ts"

const SCHEMES = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const

export function SchemeMenu() {
  const words = useWords().shell.scheme
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{words.label}</Menu.Label>
      {(["light", "dark", "auto"] as const).map((scheme) => {
        const Icon = SCHEMES[scheme]
        return (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} aria-hidden />}
            aria-current={colorScheme === scheme}
            fw={colorScheme === scheme ? 650 : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {words[scheme]}
          </Menu.Item>
        )
      })}
    </>
  )
}

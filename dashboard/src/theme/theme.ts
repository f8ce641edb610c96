import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core"

import { en } from "../words/en/index.ts"

/** Shade 7 on white and white on shade 7: 7.1 : 1. */
const ink: MantineColorsTuple = [
  "#eef1fe",
  "#dbe1fb",
  "#b6c1f5",
  "#8f9fee",
  "#6d81e8",
  "#5169e0",
  "#3d57d6",
  "#2b4acb",
  "#223ca8",
  "#1a2e83",
]

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 7 },
  colors: { ink },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: { fontWeight: "650" },
  components: {
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 250,
        events: { hover: true, focus: true, touch: true },
      },
    },
    // Of dialogs and toasts: a cross has no name of its own.
    CloseButton: { defaultProps: { "aria-label": en.shell.close } },
    Modal: { defaultProps: { centered: true } },
    Table: { defaultProps: { verticalSpacing: "xs" } },
  },
})

/** Mantine's own greys miss 4.5 : 1 on our backgrounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    "--mantine-color-dimmed": "var(--text-soft)",
    "--mantine-color-placeholder": "var(--text-soft)",
  },
  light: { "--mantine-color-error": "#b42318", "--mantine-color-dimmed": "var(--text-soft)" },
  dark: {
    "--mantine-color-body": "#16181d",
    "--mantine-color-anchor": "#93b4ff",
    "--mantine-color-error": "#ff9d94",
    "--mantine-color-dimmed": "var(--text-soft)",
  },
})

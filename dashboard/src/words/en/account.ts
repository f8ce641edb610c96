export const account = {
  title: "Account",
  actor: {
    id: "id",
    key: (name: string) => `API key “${name}”`,
    known: { start: "The hub, at its start" },
  },
}

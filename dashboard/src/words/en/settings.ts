export const settings = {
  title: "Settings",
  tabs: {
    label: "Settings",
    sources: "Sources",
    credentials: "Credentials",
    callbacks: "Callbacks",
    mail: "Mail",
    members: "Members",
    audit: "Audit log",
    me: "Your account",
  },
}

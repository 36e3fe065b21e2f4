import { type ResourceCard, type ServiceCards } from "../cards/card";

const FOLDER: ResourceCard = {
  lost: "what is in it",
  harmless: { new: "it lets nobody in; who gets to what is in it is told by what grants it" },
};

/** Programs of SQL that build tables. */
export const DATAFORM: ServiceCards = {
  google_dataform_repository: {
    noun: "Dataform repository",
    runsAs: "service_account",
    lost: "its workspaces, with what is not in another repository",
    decisionsWhenNew: { git_remote_settings: "from where its code comes, and with whose credentials," },
    decisions: {
      npmrc_environment_variables_secret_version: "with whose credentials its packages are installed",
      workspace_compilation_overrides: "into which project and tables people's work is written",
    },
    harmless: { new: "it runs nothing until somebody does so, or a workflow of it, which is told" },
  },
  google_dataform_team_folder: FOLDER,
  google_dataform_folder: { ...FOLDER, decisions: { containing_folder: "whose roles hold for what is in it" } },
};

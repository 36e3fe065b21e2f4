import { alike, type ServiceCards } from "../cards/card";

/** File shares. */
export const FILE_STORAGE: ServiceCards = {
  ...alike(
    [
      "google_filestore_instance",
      "google_filestore_backup",
      "google_netapp_volume",
      "google_parallelstore_instance",
      "google_lustre_instance",
    ],
    { lost: "its files" },
  ),
};

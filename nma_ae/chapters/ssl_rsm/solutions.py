"""The exercises of the chapter in its order, each with the path of its solution."""

SOLUTIONS = {
    "train_end_to_end": "nma_ae.chapters.ssl_rsm.train_end_to_end.train_end_to_end",
    "similarity_matrix": "nma_ae.analysis.similarity_matrix",
    "rsm_by_latent": "nma_ae.chapters.ssl_rsm.rsm_by_latent.rsm_by_latent",
    "epochs_until_flat": "nma_ae.chapters.ssl_rsm.epochs_until_flat.epochs_until_flat",
    "nearest_images": "nma_ae.chapters.ssl_rsm.nearest_images.nearest_images",
    "contrastive_loss": "nma_ae.training.contrastive_loss",
}

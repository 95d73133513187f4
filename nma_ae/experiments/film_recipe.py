"""The deep autoencoder's training, with its two maps recorded on the way."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.analysis import decode_grid
from nma_ae.data import load_mnist
from nma_ae.experiments.autoencoder_recipe import AutoencoderRecipe
from nma_ae.experiments.trained import Trained
from nma_ae.networks import split_autoencoder
from nma_ae.plotting import latent_limits
from nma_ae.seeds import generator, seeded
from nma_ae.training import Recording, fit, mean_loss, reconstruction_bce
from nma_ae.training.recording import FILM_CODES, FILM_ROWS, FILM_SIDE, FILM_UPDATES

COVERAGE = 0.98  # of the codes along each axis that the grid reaches over


@dataclass(frozen=True)
class FilmRecipe(AutoencoderRecipe):
    """The same training, watched; what is stored are the maps and not the network."""

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the network and record its maps; see `Recipe.train`. It takes no checkpoint."""
        data = load_mnist(flatten=True)
        with seeded(self.seed):
            model = cast(nn.Sequential, self.build())
        frames: list[dict[str, torch.Tensor]] = []
        done = 0

        def watched_loss(model: nn.Module, batch: torch.Tensor) -> torch.Tensor:
            nonlocal done
            if done in FILM_UPDATES:
                frames.append(_frame(cast(nn.Sequential, model), data.test_images))
            done += 1
            return reconstruction_bce(model, batch)

        fit(
            model,
            watched_loss,
            data.train_images,
            n_epochs=self.n_epochs,
            batch_size=self.batch_size,
            optimizer=torch.optim.Adam(model.parameters(), lr=self.learning_rate, fused=True),
            generator=generator(self.seed),
            progress=progress,
        )
        if done in FILM_UPDATES:
            frames.append(_frame(model, data.test_images))
        film = {name: torch.stack([frame[name] for frame in frames]) for name in frames[0]}
        film["updates"] = torch.tensor([update for update in FILM_UPDATES if update <= done])
        facts = {
            **self._facts(model, data),
            "trained_architecture": str(model).splitlines(),
            "losses": {"test": [round(loss, 5) for loss in film["losses"].tolist()]},
        }
        recording = Recording(**film)
        facts["architecture"] = str(recording).splitlines()
        return Trained(recording, facts, lambda _film: {}, 0)


def _frame(model: nn.Sequential, test_images: torch.Tensor) -> dict[str, torch.Tensor]:
    """Take down where the first codes are, what the decoder draws there, and the test loss."""
    encoder, decoder = split_autoencoder(model)
    with torch.no_grad():
        codes = encoder(test_images)
        limits = latent_limits(codes, margin=0, coverage=COVERAGE)
        canvas = decode_grid(decoder, *limits, FILM_ROWS)
    small = F.adaptive_avg_pool2d(canvas[None], FILM_ROWS * FILM_SIDE)[0]
    return {
        "codes": codes[:FILM_CODES].half(),
        "limits": torch.tensor(limits),
        "losses": torch.tensor(mean_loss(model, reconstruction_bce, test_images)),
        "pictures": (255 * small).round().to(torch.uint8),
    }

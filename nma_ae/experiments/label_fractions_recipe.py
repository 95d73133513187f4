"""How well the shape of dSprites is told with few labels: all encoders, all fractions."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from safetensors.torch import save as serialise
from torch import nn

from nma_ae.analysis import compute_accuracy, compute_features
from nma_ae.data import Split, load_dsprites
from nma_ae.data.dsprites import N_CLASSES, DSprites
from nma_ae.experiments.bias import load_biased_encoder
from nma_ae.experiments.dsprites_recipe import choose_images
from nma_ae.experiments.encoders import SEED, load_encoder, new_encoder
from nma_ae.experiments.few_labels import classifiers_by_fraction
from nma_ae.experiments.trained import Trained
from nma_ae.files import write_whole
from nma_ae.training import Recording
from nma_ae.training.recording import LABEL_ENCODERS, LABEL_FRACTIONS, LABEL_IMAGES

TWO_NEGATIVES = "SimCLR, 2 negatives"


@dataclass(frozen=True)
class LabelFractionsRecipe:
    """The trainings with a fraction of the labels each, whose accuracies are stored.

    The supervised encoder is trained from scratch, on the labelled images alone. The others have
    seen all training images, and a classifier is trained on their features.

    Attributes:
        n_epochs: Of the classifiers on features, with all labels of the course's training images;
            with fewer labels, more. For the biased images and their control, of which there are
            fewer, it is as many steps.
        end_to_end_epochs: The same of the supervised encoder.
        fractions: Of the training images, those with a label.
        seed: Starts each classifier, and the order of its images.
    """

    n_epochs: int = 40
    end_to_end_epochs: int = 20
    fractions: tuple[float, ...] = LABEL_FRACTIONS
    seed: int = SEED

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train one classifier after the other; see `Recipe.train`."""
        data = load_dsprites()
        plan = [(images, name) for images in LABEL_IMAGES for name in LABEL_ENCODERS]
        plan.insert(len(LABEL_ENCODERS), ("train", TWO_NEGATIVES))
        n = len(self.fractions)
        known: dict[str, torch.Tensor] = {}
        if checkpoint is not None and checkpoint.exists():
            known = load_file(checkpoint)
        for images, name in plan:
            key = f"{images}, {name}"
            rows = list(known.get(key, torch.zeros(0, 2)))
            for pair in self._accuracies(data, images, name, len(rows), progress):
                rows.append(torch.tensor(pair))
                known[key] = torch.stack(rows)
                if checkpoint is not None:
                    write_whole(checkpoint, serialise(known))
        two_negatives = known.pop(f"train, {TWO_NEGATIVES}")
        accuracies = torch.stack(
            [known[f"{images}, {name}"] for images, name in plan if name != TWO_NEGATIVES]
        )
        recording = Recording(
            accuracies=accuracies.reshape(len(LABEL_IMAGES), len(LABEL_ENCODERS), n, 2),
            fractions=torch.tensor(self.fractions),
            two_negatives=two_negatives,
        )
        facts = {
            "data": f"dSprites, the course's {len(data.images):,} images",
            "images": list(LABEL_IMAGES),
            "encoders": [*LABEL_ENCODERS, TWO_NEGATIVES],
            "measured": "accuracy of the shape in training and test, in percent",
            **asdict(self),
            "architecture": str(recording).splitlines(),
        }
        return Trained(recording, facts, lambda _recording: {}, 0)

    def _accuracies(
        self, data: DSprites, images: str, name: str, n_known: int, progress: bool
    ) -> Iterator[tuple[float, float]]:
        """Train on the fractions after the first `n_known`; give accuracies in training, test."""
        if n_known == len(self.fractions):
            return
        split = Split(*choose_images(data, images))
        whole, _ = choose_images(data, "train")
        share = len(split.train) / len(whole)
        end_to_end = name == "supervised"
        inputs = data.images
        if not end_to_end:
            inputs = compute_features(_encoder(data, images, name), data.images)
        labels = data.labels("shape")
        for _, part, classifier in classifiers_by_fraction(
            inputs,
            labels,
            split,
            n_classes=N_CLASSES[0],
            n_epochs=round((self.end_to_end_epochs if end_to_end else self.n_epochs) / share),
            fractions=self.fractions[n_known:],
            build_encoder=new_encoder if end_to_end else None,
            seed=self.seed,
            progress=progress,
        ):
            train, test = (
                compute_accuracy(classifier, inputs[each], labels[each])
                for each in (part, split.test)
            )
            yield train, test


def _encoder(data: DSprites, images: str, name: str) -> nn.Module:
    train, _ = choose_images(data, images)
    if images == "train":
        return load_encoder(name, data.images[train])
    return load_biased_encoder(data, name, images)

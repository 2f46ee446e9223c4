"""A whole data set as a file that other programs read and `xlmarket import` reads again."""

from xlmarket.output.datasets.formats import DATASET_FORMATS, DatasetFormat, dataset_bytes, dataset_format

__all__ = ["DATASET_FORMATS", "DatasetFormat", "dataset_bytes", "dataset_format"]

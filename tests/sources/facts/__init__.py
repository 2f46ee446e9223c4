"""Facts: order lines grouped by the engines that hold them."""

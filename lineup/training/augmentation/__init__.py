"""Random changes of training images, each a function of (seed, epoch, index): no state to save or restore.

NumPy draws the numbers of a whole epoch beforehand, a stream of its own for each kind of change, so that one
does not move another; TensorFlow applies them a batch at a time inside the input pipeline.
"""

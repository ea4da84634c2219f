"""What a training is made of: input pipeline, augmentation, optimisers, checkpoints, the loop."""

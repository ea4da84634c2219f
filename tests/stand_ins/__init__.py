"""Stand-ins for published data sets that not everybody can fetch: the same layout, with pictures of our own.

python -m tests.stand_ins FOLDER      # then LINEUP_MIRROR=FOLDER dvc repro, with any of the studies

Every picture is a shape on a blurred random background; its class decides shape and colour.
"""

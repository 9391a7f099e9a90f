r"""Train the compact encoder. Hark itself uses nothing of this package.

The audio tower is trained end to end on log-mel windows of three kinds:

- Rendered clips: random pieces (`compose`, from the recipes in `styles`), played by several soundfonts (`render`).
  The instruments are known, often also style and mood; `captions` describes them in listeners' words.
- Instruments rendered alone, which training mixes in new combinations at every step: from soundfonts, from single notes
  (`sampler`) and synthesised (`voices`).
- Recordings of free games (`recordings`), known only by YAMNet's scores (`teacher`); `language` translates listeners'
  texts into YAMNet's classes.

`train` uses all of them, and `ship` writes the result to models/weights. `patches` renders a patch set through
TiMidity++; it is used only for evaluation.

Training needs the following, which are not in the repository: the soundfonts TimGM6mb (in the wheel `pretty_midi`),
FluidR3 and MuseScore General (Debian packages `fluid-soundfont-gm`, `musescore-general-soundfont`); the music of the
Debian packages `wesnoth-1.16-music`, `supertux-data`, `0ad-data`, `ufoai-music`, `nexuiz-music`, unpacked; YAMNet as a
TensorFlow Lite file with its class map, and the wheel `ai-edge-litert` to run it; the MusicCaps captions. Then, with
two cores and two hours:

    python -m models.training.sf3 MuseScore_General_Full.sf3 MuseScore.sf2
    python -m models.training.render --out W/rendered --soundfonts TimGM6mb.sf2 FluidR3_GM.sf2 MuseScore.sf2 --shards 60
    python -m models.training.render --solos --out W/solos --shards 80 \
        --soundfonts TimGM6mb.sf2 FluidR3_GM.sf2 MuseScore.sf2
    python -m models.training.recordings --out W/real --files recordings.json --yamnet yamnet.tflite
    python -m models.training.recordings --out W/real --files recordings.json --yamnet yamnet.tflite \
        --variants 2 --seed 2
    python -m models.training.train --rendered W/rendered --solos W/solos --real W/real --work W --teachers TEACHERS \
        --musiccaps musiccaps-public.csv --out W/run --minutes 40
    python -m models.training.ship --run W/run  # or several that continued from one another: their mean
    python -m models.training.render --ensemble --name freepats --seed 179 --size 400 --out W/unseen \
        --soundfonts freepats.cfg
    python benchmarks/compact.py --packages UNPACKED --ensembles W/unseen

Training must never use the recordings of `supertuxkart-data`, `widelands-data` and `freedroidrpg-data`
(benchmarks/real_queries.json) or the soundfonts named as unseen in models/weights/COMPACT.md.
"""

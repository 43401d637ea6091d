"""What images, audio, video, texts and models are like, by their headers as far as headers tell it.

A process of its own: `python -m dvc_ci_files` reads one request from its input and writes one line of JSON for each
file. Images and audio need the packages in `requirements`; texts and models need none. docs/engine.md describes both.
"""

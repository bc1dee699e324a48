"""Prints the words spoken in a 16 kHz mono WAV file: an offline engine for `[transcribe]`.

    pip install pocketsphinx
    command = ["python3", "tests/support/pocketsphinx_transcribe.py", "{input}"]

Words after the path limit what is listened for, as one of these phrases: a small recogniser is
only reliable when it knows what may be said. Without them its large English model is used.
"""

import sys
import tempfile
import wave

from pocketsphinx import Decoder


def grammar(phrases):
    alternatives = " | ".join(phrases)
    return f"#JSGF V1.0;\ngrammar phrases;\npublic <phrase> = {alternatives} ;\n"


def main(path, phrases):
    with wave.open(path, "rb") as recording:
        if (recording.getframerate(), recording.getnchannels()) != (16000, 1):
            sys.exit("expected 16 kHz mono")
        samples = recording.readframes(recording.getnframes())

    decoder = Decoder(samprate=16000, loglevel="FATAL")
    if phrases:
        with tempfile.NamedTemporaryFile("w", suffix=".gram") as file:
            file.write(grammar(phrases))
            file.flush()
            decoder.add_jsgf_file("phrases", file.name)
        decoder.activate_search("phrases")
    decoder.start_utt()
    decoder.process_raw(samples, full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    print(hypothesis.hypstr if hypothesis else "")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

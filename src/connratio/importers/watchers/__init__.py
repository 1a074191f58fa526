"""Programs that watch which window is in front: ManicTime, Tockler, macOS Screen Time, arbtt."""

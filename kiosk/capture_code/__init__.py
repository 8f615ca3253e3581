"""Reading the student's capture code (图像采集码) and making sense of its payload."""

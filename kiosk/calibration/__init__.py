"""Setting up a booth by staff: camera mounting, exposure and white balance, empty room, lamps."""

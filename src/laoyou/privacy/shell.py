"""What privacy gives to the shell: menu entries and the links that other rooms may ask for."""

"""Systems Manager as far as sessions need it. moto keeps parameters and documents; agents are in `simulator.agents`."""
